using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Httpd;
using Sabos.Shell;
using Sabos.Shell.Terminals;
using Sabos.Telnetd;

namespace Sabos.Image;

/// <summary>The programs that the image serves with.</summary>
internal sealed class ServiceSet : IDisposable
{
    private readonly HttpServer _httpServer;
    private readonly TelnetServer _telnetServer;
    private readonly CommandTable _commands;
    private readonly BootLog _log;

    /// <param name="parameters">The ports.</param>
    /// <param name="commands">What the shell can do.</param>
    /// <param name="log">Where to say that a service has ended.</param>
    public ServiceSet(BootParameters parameters, IReadOnlyList<ICommand> commands, BootLog log)
    {
        _log = log;
        _commands = new CommandTable(commands);
        HttpServerOptions http = new();
        _httpServer = new(
            http with { EndPoint = new IPEndPoint(http.EndPoint.Address, parameters.HttpPort) },
            SystemSite.Create(TimeProvider.System),
            TimeProvider.System);
        TelnetServerOptions telnet = new();
        _telnetServer = new(telnet with { EndPoint = new IPEndPoint(telnet.EndPoint.Address, parameters.TelnetPort) }, _commands, TimeProvider.System);
    }

    /// <summary>Opens the ports and serves them, for as long as the machine runs.</summary>
    public void Start()
    {
        _httpServer.Start();
        _telnetServer.Start();
        _ = ReportEndAsync("httpd", _httpServer.RunAsync(CancellationToken.None));
        _ = ReportEndAsync("telnetd", _telnetServer.RunAsync(CancellationToken.None));
    }

    /// <summary>The shell on the serial console: one session after the other, until the console has no more input.</summary>
    public async Task RunConsoleAsync()
    {
        StandardTerminal terminal = new();
        while (!terminal.HasEnded)
        {
            using ShellSession session = new(terminal, _commands);
            await session.RunAsync(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        _httpServer.Dispose();
        _telnetServer.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends a service is told on the console; the rest of the machine goes on.")]
    private async Task ReportEndAsync(string name, Task service)
    {
        try
        {
            await service;
        }
        catch (Exception exception)
        {
            _log.Warn($"{name} has ended: {exception}");
        }
    }
}
