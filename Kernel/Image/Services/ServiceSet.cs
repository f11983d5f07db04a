using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Httpd;
using Sabos.Shell;
using Sabos.Shell.Terminals;

namespace Sabos.Image;

/// <summary>The programs that the image serves with.</summary>
/// <param name="parameters">Which services, and their ports.</param>
/// <param name="commands">What the shell can do.</param>
/// <param name="resources">What httpd serves besides its own site.</param>
/// <param name="log">Where to say that a service is unknown or has ended.</param>
internal sealed class ServiceSet(BootParameters parameters, IReadOnlyList<ICommand> commands, IReadOnlyList<IHttpResource> resources, BootLog log)
{
    private readonly ServiceEnvironment _environment = new(parameters, new CommandTable(commands), resources);

    /// <summary>Opens the services' ports and serves them, for as long as the machine runs.</summary>
    /// <param name="usual">Those to start if the command line does not say.</param>
    public void Start(IReadOnlyList<string> usual)
    {
        foreach (string name in parameters.Services ?? usual)
        {
            if (Array.Find(ServiceCatalog.All, service => service.Name == name) is { } service)
                _ = ReportEndAsync(service);
            else
                log.Warn($"unknown service '{name}' on the command line; there are {string.Join(", ", Array.ConvertAll(ServiceCatalog.All, known => known.Name))}");
        }
    }

    /// <summary>The shell on the serial console: one session after the other, until the console has no more input.</summary>
    public async Task RunConsoleAsync()
    {
        StandardTerminal terminal = new();
        while (!terminal.HasEnded)
        {
            using ShellSession session = new(terminal, _environment.Commands);
            await session.RunAsync(CancellationToken.None);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends a service is told on the console; the rest of the machine goes on.")]
    private async Task ReportEndAsync(Service service)
    {
        try
        {
            await service.RunAsync(_environment);
        }
        catch (SocketException exception)
        {
            log.Warn($"{service.Name} has ended: {ErrorText.Describe(exception)}");
        }
        catch (Exception exception)
        {
            log.Warn($"{service.Name} has ended: {exception}");
        }
    }
}
