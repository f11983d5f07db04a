using System;
using System.Text;
using System.Threading;

namespace Sabos.Httpd;

/// <summary>A resource that is costly to render: it is rendered at most once a second, however often it is asked for.</summary>
public sealed class AgedResource(string path, string contentType, TimeProvider time, Func<string> render) : IHttpResource
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Representation? _current;
    private long _renderedAt;

    public string Path { get; } = path;

    public Representation Current
    {
        get
        {
            lock (_lock)
            {
                if (_current is null || time.GetElapsedTime(_renderedAt) >= s_lifetime)
                {
                    _current = new Representation(HttpStatus.Ok, contentType, Encoding.UTF8.GetBytes(render()), "Cache-Control: no-cache\r\n");
                    _renderedAt = time.GetTimestamp();
                }

                return _current;
            }
        }
    }
}
