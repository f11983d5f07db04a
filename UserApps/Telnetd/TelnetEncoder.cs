using System;
using System.Buffers;

namespace Sabos.Telnetd;

/// <summary>Writes text as telnet data: IAC doubled, and a CR that no LF follows sent as CR NUL (RFC 854).</summary>
internal static class TelnetEncoder
{
    /// <summary>Appends <paramref name="text"/>, which must not end between CR and LF.</summary>
    public static void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> destination)
    {
        while (true)
        {
            int special = text.IndexOfAny((byte)'\r', TelnetCommand.Iac);
            if (special < 0)
                break;
            destination.Write(text[..(special + 1)]);
            if (text[special] == TelnetCommand.Iac)
                destination.Write([TelnetCommand.Iac]);
            else if (special + 1 == text.Length || text[special + 1] != '\n')
                destination.Write([(byte)0]);
            text = text[(special + 1)..];
        }

        destination.Write(text);
    }
}
