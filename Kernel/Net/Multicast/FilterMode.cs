namespace Sabos.Net;

/// <summary>What a list of sources means (RFC 3376 2, RFC 3810 3).</summary>
public enum FilterMode
{
    /// <summary>Only these are listened to; none at all: the group is not.</summary>
    Include,

    /// <summary>All but these.</summary>
    Exclude,
}
