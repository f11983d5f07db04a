namespace Sabos.Telnetd;

/// <summary>Where an option stands on one side of the connection (RFC 1143, 7).</summary>
internal enum OptionState
{
    No,
    Yes,

    /// <summary>Asked to disable; the answer is awaited.</summary>
    WantNo,

    /// <summary>Asked to disable, and the wish has changed meanwhile.</summary>
    WantNoOpposite,

    /// <summary>Asked to enable; the answer is awaited.</summary>
    WantYes,

    /// <summary>Asked to enable, and the wish has changed meanwhile.</summary>
    WantYesOpposite,
}
