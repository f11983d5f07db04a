using System;

namespace Sabos.Net;

/// <summary>The headers of one version's fragments.</summary>
internal interface IFragmentHeaders
{
    /// <summary>Bytes in front of the fragment's part of the payload.</summary>
    int Length { get; }

    /// <summary>Writes the headers of one fragment.</summary>
    /// <param name="packet">Headers and payload.</param>
    /// <param name="route">The packet's.</param>
    /// <param name="send">The packet's.</param>
    /// <param name="identification">Common to its fragments.</param>
    /// <param name="offset">Of this part in the payload, in bytes: a multiple of 8.</param>
    /// <param name="moreFragments">It is not the last.</param>
    void Write(Span<byte> packet, in IpRoute route, in IpSend send, uint identification, int offset, bool moreFragments);
}
