using System;
using System.Globalization;
using System.Text;
using Sabos.Net;

namespace Sabos.Sockets;

/// <summary>
/// /proc/net/addresses, our own: a line for each address with its interface, how the interface came to it, its state, and for how many seconds it is
/// valid and preferred yet, if not for ever.
/// </summary>
internal static class AddressFile
{
    public static string Read(NetworkLoop loop)
    {
        StringBuilder text = new();
        using (loop.Enter())
        {
            foreach (NetworkInterface networkInterface in loop.Stack.Interfaces)
            {
                foreach (InterfaceAddress own in networkInterface.Addresses)
                    Append(text, networkInterface, own, loop.Stack.Now);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, NetworkInterface networkInterface, InterfaceAddress own, Instant now)
    {
        text.Append(networkInterface.Name).Append(' ').Append(own.Prefix).Append(' ').Append(Name(own.Origin)).Append(' ').Append(Name(own.State));
        if (own.ValidUntil != Instant.Never)
            text.Append(CultureInfo.InvariantCulture, $" valid:{(long)(own.ValidUntil - now).TotalSeconds}");
        if (own.PreferredUntil != Instant.Never && own.PreferredUntil > now)
            text.Append(CultureInfo.InvariantCulture, $" preferred:{(long)(own.PreferredUntil - now).TotalSeconds}");
        text.Append('\n');
    }

    private static string Name(AddressOrigin origin) => origin switch
    {
        AddressOrigin.Static => "static",
        AddressOrigin.Loopback => "loopback",
        AddressOrigin.LinkLocal => "link-local",
        AddressOrigin.Dhcp => "dhcp",
        AddressOrigin.Autoconfigured => "autoconfigured",
        AddressOrigin.Temporary => "temporary",
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, null),
    };

    private static string Name(AddressState state) => state switch
    {
        AddressState.Tentative => "tentative",
        AddressState.Optimistic => "optimistic",
        AddressState.Preferred => "preferred",
        AddressState.Deprecated => "deprecated",
        AddressState.Duplicate => "duplicate",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
