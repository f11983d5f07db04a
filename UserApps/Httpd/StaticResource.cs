using System;

namespace Sabos.Httpd;

/// <summary>A resource whose content never changes.</summary>
public sealed class StaticResource(string path, string contentType, ReadOnlyMemory<byte> body) : IHttpResource
{
    public string Path { get; } = path;

    public Representation Current { get; } = new(HttpStatus.Ok, contentType, body);
}
