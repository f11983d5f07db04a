using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>radvd(8), which makes Linux in a network namespace a router that says so.</summary>
public sealed class Radvd : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sabos");
    private readonly Daemon _daemon;

    private Radvd(IReadOnlyList<string> launcher, string device, string options)
    {
        string configuration = Path.Combine(_directory.FullName, "radvd.conf");
        File.WriteAllText(configuration, $$"""
            interface {{device}} {
                AdvSendAdvert on;
                MinRtrAdvInterval 3;
                MaxRtrAdvInterval 4;
                {{options}}
            };
            """);
        _daemon = Daemon.Start([.. launcher, "radvd", "--nodaemon", "-C", configuration, "-p", Path.Combine(_directory.FullName, "pid"), "-m", "stderr"]);
    }

    /// <summary>Starts it on a device, to advertise itself every few seconds.</summary>
    /// <param name="launcher">What runs a program in the namespace.</param>
    /// <param name="device">Where it advertises.</param>
    /// <param name="options">The interface's, as in radvd.conf(5).</param>
    public static async Task<Radvd> StartAsync(IReadOnlyList<string> launcher, string device, string options)
    {
        Radvd router = new(launcher, device, options);
        await router._daemon.Log.ExpectAsync("started");
        return router;
    }

    /// <summary>Asks it to end: it says that it is no router any more.</summary>
    public Task TerminateAsync() => _daemon.TerminateAsync();

    /// <summary>Kills it: nobody is told.</summary>
    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
