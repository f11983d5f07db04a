namespace Sabos.Telnetd;

/// <summary>The bytes that follow IAC (RFC 854).</summary>
internal static class TelnetCommand
{
    /// <summary>End of a subnegotiation.</summary>
    public const byte SubnegotiationEnd = 240;

    public const byte NoOperation = 241;

    public const byte DataMark = 242;

    public const byte Break = 243;

    public const byte InterruptProcess = 244;

    public const byte AbortOutput = 245;

    public const byte AreYouThere = 246;

    public const byte EraseCharacter = 247;

    public const byte EraseLine = 248;

    public const byte GoAhead = 249;

    public const byte Subnegotiation = 250;

    public const byte Will = 251;

    public const byte Wont = 252;

    public const byte Do = 253;

    public const byte Dont = 254;

    /// <summary>Interpret as command; doubled, the data byte 255.</summary>
    public const byte Iac = 255;
}
