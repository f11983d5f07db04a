namespace Sabos.Telnetd;

/// <summary>Where an option stands on one side of the connection (RFC 1143, 7).</summary>
internal enum OptionState
{
    No,
    Yes,

    /// <summary>Asked to enable; the answer is awaited.</summary>
    WantYes,
}
