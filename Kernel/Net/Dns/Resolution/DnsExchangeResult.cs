namespace Sabos.Net;

/// <summary>How far one exchange with one server has come.</summary>
internal enum DnsExchangeResult
{
    /// <summary>Nothing that would count.</summary>
    Waiting,

    /// <summary>The answer is here.</summary>
    Answered,

    /// <summary>Not by this way: the answer is too long for a datagram, or there are too many that are not from who they say.</summary>
    NeedsStream,

    /// <summary>An answer came that may be right but does not repeat the case of our letters: not to be believed unless TCP brings it.</summary>
    CaseDiffers,

    /// <summary>Nobody listens there, or the way is gone.</summary>
    Failed,
}
