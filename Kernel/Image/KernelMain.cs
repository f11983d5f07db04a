using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Hal;
using Sabos.Image.SelfTests;
using Sabos.Net;
using Sabos.SelfTest;
using Sabos.Shell;

namespace Sabos.Image;

/// <summary>The composition root: what the machine does, in order. Under another kernel the same program runs with loopback only.</summary>
internal static class KernelMain
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    // What the devices signal, and the network loop sleeps on, to the machine's end.
    private static readonly EventWord s_wake = new();

    private static async Task<int> Main(string[] words)
    {
        long started = Environment.TickCount64;
        BootParameters parameters = BootWords.Parse(words, out IReadOnlyList<string> problems);
        BootLog log = new(parameters.LogLevel);
        foreach (string problem in problems)
            log.Warn(problem);

        using Machine? machine = Machine.Open();
        machine?.OpenNetworkDevices(s_wake, log);
        List<ILinkDevice> devices = machine?.NetworkDevices ?? [];
        if (devices.Count == 0)
            log.Warn("no network device: loopback only");

        using Network network = Network.Start(parameters, devices, s_wake, log);
        if (machine is not null)
            HotPlug.Watch(machine, network.Loop, log);
        // Nearly a sixth of the code that a start executed was that of making them.
        Lazy<SelfTestRunner> selfTests = new(() => SelfTestSuite.Create(parameters, machine, network));
        ServiceSet services = new(
            parameters,
            [
                .. StandardCommands.Create(TimeProvider.System),
                new SelfTestCommand(selfTests),
                new PerfCommand(TimeProvider.System),
                new CaptureCommand(network.Loop, TimeProvider.System),
                new AdapterCommand(network.Loop),
                new PowerOffCommand(network),
            ],
            CaptureResource.ForAll(network.Loop),
            log);
        UserProgram? program = parameters.RunsSelfTests ? null : UserProgram.Find();
        services.Start(usual: program is null ? ["httpd", "telnetd"] : []);
        if (program is null && parameters.ProgramArguments.Length > 0)
            log.Warn("words behind -- are for a program of your own, and the image was built without one");

        Task reported = ReportReadyAsync(machine, started, network);
        if (await Task.WhenAny(reported, Task.Delay(s_patience)) != reported)
            log.Warn(parameters is { UsesIpv4: true, Address: null } ? "no address yet: no DHCP server answers" : "no address yet");

        if (parameters.RunsSelfTests)
            return await selfTests.Value.RunAsync(parameters.SelfTestGroup, Console.Out, CancellationToken.None) ? 0 : 1;

        if (program is not null)
            return await program.RunAsync(parameters.ProgramArguments);

        await services.RunConsoleAsync();
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    // The core's monotonic clock begins with the machine; another kernel's has begun long ago.
    private static async Task ReportReadyAsync(Machine? machine, long started, Network network)
    {
        await network.Configured;
        long milliseconds = Environment.TickCount64 - (machine is null ? started : 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sabos: ready in {milliseconds} ms, {network.Address}"));
    }
}
