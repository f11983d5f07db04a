namespace Sabos.Net;

/// <summary>What became of an address when a packet of another station was looked at.</summary>
internal enum ClaimOutcome
{
    /// <summary>The packet claims nothing of ours.</summary>
    Uncontested,

    /// <summary>It does, and that was said not long ago.</summary>
    Contested,

    /// <summary>It does, and we have said whose the address is.</summary>
    Defended,

    /// <summary>The address is the other station's.</summary>
    Lost,
}
