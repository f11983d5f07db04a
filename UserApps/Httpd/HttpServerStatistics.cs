using System.Threading;

namespace Sabos.Httpd;

/// <summary>What a server has done since it started.</summary>
public sealed class HttpServerStatistics
{
    private long _requests;
    private long _accepted;
    private long _refused;
    private long _failed;

    /// <summary>Requests answered, errors included.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>Connections accepted.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections refused because of the limit.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Connections given up because of an exception in the server.</summary>
    public long Failed => Volatile.Read(ref _failed);

    internal void CountRequest() => Interlocked.Increment(ref _requests);

    internal void CountAccepted() => Interlocked.Increment(ref _accepted);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    internal void CountFailed() => Interlocked.Increment(ref _failed);
}
