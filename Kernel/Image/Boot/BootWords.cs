using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using Sabos.Net;

namespace Sabos.Image;

/// <summary>
/// Reads the words of the kernel's command line, the same from GRUB and from QEMU's -append. A word that is unknown or malformed does not
/// count, and is reported by name.
/// </summary>
internal sealed partial class BootWords
{
    private readonly List<string> _problems = [];
    private BootParameters _parameters = new();
    private List<IpPrefix>? _addresses;
    private IpAddress? _gateway;

    private BootWords()
    {
    }

    /// <summary>Parses the words.</summary>
    /// <param name="words">In any order; where one comes twice the last counts. Those behind <c>--</c> are for the user's own program.</param>
    /// <param name="problems">One sentence for each word that does not count.</param>
    public static BootParameters Parse(string[] words, out IReadOnlyList<string> problems)
    {
        BootWords parser = new();
        int end = Array.IndexOf(words, "--") is var hyphens and >= 0 ? hyphens : words.Length;
        foreach (string word in words.AsSpan(0, end))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            parser.Read(word, equals < 0 ? word : word[..equals], equals < 0 ? null : word[(equals + 1)..]);
        }

        if (end < words.Length)
            parser._parameters = parser._parameters with { ProgramArguments = words[(end + 1)..] };
        problems = parser._problems;
        return parser.Finish();
    }

    private void Read(string word, string name, string? value)
    {
        bool understood = name switch
        {
            "ip" => value is not null && ReadAddress(value),
            "gw" => value is not null && ReadGateway(value),
            "ip6" => value is not null && ReadIpv6(value),
            "gw6" => value is not null && ReadIpv6Gateway(value),
            "ip6.privacy" => ReadSwitch(value, on => _parameters with { Ipv6 = _parameters.Ipv6 with { UsesTemporaryAddresses = on } }),
            "ip6.dad" => ReadDetection(value),
            "ip6.secret" => value is not null && ReadSecret(value),
            "dns" => value is not null && ReadDnsServers(value),
            "search" => value is not null && ReadSearchDomains(value),
            "mdns" => ReadSwitch(value, on => _parameters with { UsesMulticastDns = on }),
            "probe" => ReadProbing(value),
            "hostname" => value is not null && ReadHostName(value),
            "selftest" => ReadSelfTest(value),
            "selftest.peer" => value is not null && ReadSelfTestPeer(value),
            "services" => ReadServices(value),
            "httpd.port" => ReadPort(value, port => _parameters with { HttpPort = port }),
            "telnetd.port" => ReadPort(value, port => _parameters with { TelnetPort = port }),
            "loglevel" => ReadLogLevel(value),
            "trace" => value is null, // the core's own: it logs system calls
            _ => Complain($"unknown word '{word}' on the command line"),
        };
        if (!understood)
            Complain($"malformed word '{word}' on the command line; it is {FormOf(name)}");
    }

    private static string FormOf(string name) => name switch
    {
        "ip" => "ip=dhcp|off|ADDRESS/PREFIX[,...]",
        "ip6" => "ip6=auto|off|ADDRESS/PREFIX[,...]",
        "gw" or "gw6" => $"{name}=ADDRESS",
        "ip6.dad" => "ip6.dad=on|optimistic|off",
        "ip6.secret" => "ip6.secret=KEY, 32 hexadecimal digits or an IPv6 address",
        "ip6.privacy" or "mdns" => $"{name}=on|off",
        "dns" => "dns=ADDRESS[,...]",
        "search" => "search=DOMAIN[,...]",
        "probe" => "probe=optimistic|quick|standard|none",
        "hostname" => "hostname=NAME, of letters, digits and hyphens",
        "selftest" => "selftest[=GROUP]",
        "selftest.peer" => "selftest.peer=ADDRESS:PORT",
        "services" => "services=NAME[,...]",
        "httpd.port" or "telnetd.port" => $"{name}=PORT",
        "loglevel" => "loglevel=warning|info|debug",
        _ => name,
    };

    private BootParameters Finish()
    {
        if (_parameters.Ipv6 is { Gateway: not null, Addresses.Count: 0 })
            Complain("gw6= goes with ip6=ADDRESS/PREFIX: routers tell of themselves");
        if (_addresses is not null)
            return _parameters with { Address = new StaticAddress(_addresses, _gateway) };
        if (_gateway is not null)
            Complain("gw= goes with ip=ADDRESS/PREFIX: DHCP brings its own");
        return _parameters;
    }

    private bool ReadHostName(string value)
    {
        bool valid = IsLabel(value);
        if (valid)
            _parameters = _parameters with { HostName = value };
        return valid;
    }

    // RFC 1123 2.1: letters, digits and hyphens, none of these at an end, 63 at most.
    private static bool IsLabel(string value)
    {
        bool valid = value.Length is >= 1 and <= 63 && value[0] != '-' && value[^1] != '-';
        foreach (char c in value)
            valid &= char.IsAsciiLetterOrDigit(c) || c == '-';
        return valid;
    }

    private bool ReadSelfTest(string? group)
    {
        if (group is { Length: 0 })
            return false;
        _parameters = _parameters with { RunsSelfTests = true, SelfTestGroup = group };
        return true;
    }

    private bool ReadSelfTestPeer(string value)
    {
        if (!IPEndPoint.TryParse(value, out IPEndPoint? peer) || peer.Port == 0)
            return false;
        _parameters = _parameters with { SelfTestPeer = peer };
        return true;
    }

    private bool ReadServices(string? value)
    {
        string[] names = value?.Split(',') ?? [""];
        if (Array.Exists(names, name => name.Length == 0))
            return false;
        _parameters = _parameters with { Services = names };
        return true;
    }

    private bool ReadPort(string? value, Func<ushort, BootParameters> with)
    {
        if (!ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) || port == 0)
            return false;
        _parameters = with(port);
        return true;
    }

    private bool ReadSwitch(string? value, Func<bool, BootParameters> with) => ReadChoice(value, with, ("on", true), ("off", false));

    private bool ReadLogLevel(string? value) => ReadChoice(
        value,
        level => _parameters with { LogLevel = level },
        ("warning", LogLevel.Warning),
        ("info", LogLevel.Information),
        ("debug", LogLevel.Debug));

    private bool ReadChoice<T>(string? value, Func<T, BootParameters> with, params ReadOnlySpan<(string Name, T Meaning)> choices)
    {
        foreach ((string name, T meaning) in choices)
        {
            if (name == value)
            {
                _parameters = with(meaning);
                return true;
            }
        }

        return false;
    }

    private bool Complain(string problem)
    {
        _problems.Add(problem);
        return true;
    }
}
