using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>
/// A running machine with the image in it. QEMU never outlives the object, nor its deadline; at the end what the console showed goes to a log.
/// </summary>
public sealed partial class QemuMachine : IAsyncDisposable
{
    private readonly Process _process;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _ended = new();
    private readonly Action<string> _log;
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private QemuMonitor? _monitor;

    private QemuMachine(Process process, GuestNetwork network, TimeSpan deadline, Action<string> log)
    {
        _process = process;
        Network = network;
        _log = log;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadConsoleAsync();
        _deadline = new CancellationTokenSource(deadline);
        _deadline.Token.Register(() => _process.Kill());
    }

    /// <summary>What came over the serial line. It ends when QEMU ends.</summary>
    public Transcript Console { get; } = new();

    public GuestNetwork Network { get; }

    /// <summary>Of the running machine.</summary>
    public QemuMonitor Monitor => _monitor!;

    /// <summary>Cancelled when QEMU ends, at the deadline or before: for everything that waits for the image elsewhere than at the console.</summary>
    public CancellationToken Ended => _ended.Token;

    public int ProcessId => _process.Id;

    /// <summary>The processor time that QEMU has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts QEMU, and the image when the monitor has told what is to be known: an image may end before it could be asked.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The catch block disposes of the machine, asynchronously.")]
    public static async Task<QemuMachine> StartAsync(MachineOptions options, GuestNetwork network, Action<string> log)
    {
        string monitorPath = Path.Combine(Path.GetTempPath(), $"sabos-{Guid.NewGuid():N}");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(monitorPath));
        listener.Listen(1);

        IReadOnlyList<string> command = QemuCommand.For(options, network, monitorPath);
        log(string.Join(' ', command));
        Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        QemuMachine machine = new(process, network, options.Deadline, log);
        try
        {
            machine._monitor = await QemuMonitor.AcceptAsync(listener, machine.Ended);
            await network.AttachAsync(machine._monitor, machine.Ended);
            await machine._monitor.ExecuteAsync("cont", null, machine.Ended);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
        finally
        {
            File.Delete(monitorPath);
        }
    }

    /// <summary>Waits until the network is configured and the services listen; returns the time the image says it took.</summary>
    public async Task<TimeSpan> WaitForReadyAsync()
    {
        Match ready = await Console.ExpectAsync(ReadyLine());
        return TimeSpan.FromMilliseconds(int.Parse(ready.Groups["ms"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>Raises the interrupt that nothing can hold off, which the core answers with a panic.</summary>
    public async Task InjectNonMaskableInterruptAsync() => await Monitor.ExecuteAsync("inject-nmi", null, Ended);

    /// <summary>Types on the serial console.</summary>
    public async Task TypeAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text.AsMemory(), Ended);
        await _process.StandardInput.FlushAsync(Ended);
    }

    /// <summary>Waits until QEMU has ended and its console is read to the end. Returns its exit status: 2 * code + 1 if the program in the image ended with that code.</summary>
    /// <exception cref="TimeoutException">The deadline came first.</exception>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        return _deadline.IsCancellationRequested ? throw new TimeoutException("The machine did not end by itself") : _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
        _log(Console.Text);
        _log(await _errors);
        if (_deadline.IsCancellationRequested)
            _log("QEMU was killed: the machine's deadline had passed.");
        _monitor?.Dispose();
        _ended.Dispose();
        _deadline.Dispose();
        _process.Dispose();
    }

    private async Task ReadConsoleAsync()
    {
        Decoder decoder = Encoding.UTF8.GetDecoder();
        byte[] bytes = new byte[4096];
        char[] characters = new char[4096];
        int count;
        while ((count = await _process.StandardOutput.BaseStream.ReadAsync(bytes)) > 0)
            Console.Append(new string(characters, 0, decoder.GetChars(bytes.AsSpan(0, count), characters, flush: false)));
        Console.End();
        await _ended.CancelAsync();
    }

    [GeneratedRegex(@"sabos: ready in (?<ms>\d+) ms, (?<address>\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex ReadyLine();
}
