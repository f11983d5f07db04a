using System;
using System.Collections.Generic;
using System.Text;

namespace Sabos.Httpd;

/// <summary>Finds a resource by its path, compared byte by byte. A server has few: they are tried in their order.</summary>
internal sealed class ResourceTable
{
    private readonly (byte[] Path, IHttpResource Resource)[] _entries;

    public ResourceTable(IReadOnlyList<IHttpResource> resources)
    {
        _entries = new (byte[], IHttpResource)[resources.Count];
        for (int i = 0; i < resources.Count; i++)
            _entries[i] = (Encoding.ASCII.GetBytes(resources[i].Path), resources[i]);
    }

    public IHttpResource? Find(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
            path = "/"u8;
        foreach ((byte[] candidate, IHttpResource resource) in _entries)
        {
            if (path.SequenceEqual(candidate))
                return resource;
        }

        return null;
    }
}
