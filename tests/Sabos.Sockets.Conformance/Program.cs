using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Hal;
using Sabos.HelloStd;
using Sabos.Net;

namespace Sabos.Sockets.Conformance;

/// <summary>Runs the cases, or those named, over our stack, and prints a line for each: its name, a tab, its transcript. Or runs HelloStd.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] names)
    {
        LinuxSocketBan.Impose();
        if (names is ["--violate-ban"])
            LinuxSocketBan.Violate();

        NetworkStack stack = new(new StackOptions { Seed = new byte[32] });
        EventWord word = new();
        using NetworkLoop loop = new(stack, word);
        SocketSystem.Serve(loop);
        loop.Start();

        if (names is ["--outlive"])
            return Outlive(loop);
        if (names is ["--hellostd"])
            return await new NetworkExercise(new NetworkExerciseOptions { RequiresIpv6 = true }, Console.Out).RunAsync(CancellationToken.None) ? 0 : 1;

        foreach (ConformanceCase each in ConformanceSuite.All)
        {
            if (names.Length == 0 || Array.IndexOf(names, each.Name) >= 0)
                Console.WriteLine($"{each.Name}\t{await ConformanceSuite.RunAsync(each)}");
        }

        return 0;
    }
    /// <summary>Uses a socket when the loop has ended, and the device is gone.</summary>
    private static int Outlive(NetworkLoop loop)
    {
        RemovableDevice device = new();
        using (loop.Enter())
            loop.Stack.AddInterface("eth0", device);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        loop.Dispose();
        device.TakeAway();
        socket.SendTo([1], socket.LocalEndPoint!);
        return 0;
    }
}
