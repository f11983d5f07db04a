using System;

namespace Sabos.Net;

/// <summary>The options of a received IPv4 header (RFC 791 3.1, "Options").</summary>
internal static class Ipv4Options
{
    private const byte EndOfList = 0;
    private const byte NoOperation = 1;
    private const byte LooseSourceRoute = 131;
    private const byte StrictSourceRoute = 137;

    /// <summary>
    /// Whether a packet with these options is to be taken: they are well formed, and none is a source route, by which a stranger chooses the
    /// way of the answer (RFC 7126 4.3, 4.4: dropped by default). Every other option is skipped.
    /// </summary>
    public static bool AreAcceptable(ReadOnlySpan<byte> options)
    {
        while (!options.IsEmpty)
        {
            switch (options[0])
            {
                case EndOfList:
                    return true;
                case NoOperation:
                    options = options[1..];
                    continue;
                case LooseSourceRoute or StrictSourceRoute:
                    return false;
            }

            if (options.Length < 2 || options[1] < 2 || options[1] > options.Length)
            {
                return false;
            }

            options = options[options[1]..];
        }

        return true;
    }
}
