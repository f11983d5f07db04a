namespace Sabos.Telnetd;

/// <summary>The options this server uses (IANA's telnet options).</summary>
internal static class TelnetOption
{
    /// <summary>RFC 857.</summary>
    public const byte Echo = 1;

    /// <summary>RFC 858.</summary>
    public const byte SuppressGoAhead = 3;

    /// <summary>Negotiate About Window Size, RFC 1073.</summary>
    public const byte WindowSize = 31;
}
