using System;

namespace Sabos.Httpd;

/// <summary>What all connections of a server share.</summary>
internal sealed class HttpService(HttpServerOptions options, ResourceTable resources, TimeProvider time)
{
    private volatile bool _isStopping;

    public HttpServerOptions Options { get; } = options;

    public ResourceTable Resources { get; } = resources;

    public ErrorResponses Errors { get; } = new();

    public CoarseClock Clock { get; } = new(time);

    public HttpServerStatistics Statistics { get; } = new();

    /// <summary>Every response from now on is the last of its connection.</summary>
    public bool IsStopping
    {
        get => _isStopping;
        set => _isStopping = value;
    }
}
