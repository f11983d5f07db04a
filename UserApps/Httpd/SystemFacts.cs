using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Sabos.Httpd;

/// <summary>A look at the running system, through what the base class library tells of it.</summary>
internal sealed record SystemFacts
{
    public required string HostName { get; init; }

    public required string Version { get; init; }

    public required string Framework { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required TimeSpan Uptime { get; init; }

    /// <summary>Memory the collector may use, in bytes.</summary>
    public required long AvailableMemory { get; init; }

    /// <summary>Bytes in use on the collected heap.</summary>
    public required long HeapSize { get; init; }

    /// <summary>Bytes allocated since the start.</summary>
    public required long AllocatedBytes { get; init; }

    public required int Collections { get; init; }

    public required int Threads { get; init; }

    public required int TcpConnections { get; init; }

    public required int TcpListeners { get; init; }

    public required IReadOnlyList<(string Interface, string Address)> Addresses { get; init; }

    public static SystemFacts Read(TimeProvider time)
    {
        IPGlobalProperties network = IPGlobalProperties.GetIPGlobalProperties();
        return new SystemFacts
        {
            HostName = Dns.GetHostName(),
            Version = typeof(SystemFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
            Framework = RuntimeInformation.FrameworkDescription,
            Now = time.GetUtcNow(),
            Uptime = TimeSpan.FromMilliseconds(Environment.TickCount64),
            AvailableMemory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            HeapSize = GC.GetTotalMemory(forceFullCollection: false),
            AllocatedBytes = GC.GetTotalAllocatedBytes(),
            Collections = GC.CollectionCount(0),
            Threads = Directory.GetDirectories("/proc/self/task").Length,
            TcpConnections = network.GetActiveTcpConnections().Length,
            TcpListeners = network.GetActiveTcpListeners().Length,
            Addresses = ReadAddresses(),
        };
    }

    private static List<(string, string)> ReadAddresses()
    {
        List<(string, string)> addresses = [];
        foreach (NetworkInterface networkInterface in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (UnicastIPAddressInformation address in networkInterface.GetIPProperties().UnicastAddresses)
                addresses.Add((networkInterface.Name, $"{address.Address}/{address.PrefixLength}"));
        }

        return addresses;
    }
}
