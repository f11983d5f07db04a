namespace Sabos.Wire;

/// <summary>What became of a frame that was written to a port.</summary>
public enum PortOutcome
{
    Sent,

    /// <summary>There is no room now; poll(2) tells when there is.</summary>
    Full,

    /// <summary>Nobody is there who could take it.</summary>
    Absent,
}
