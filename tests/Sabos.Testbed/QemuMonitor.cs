using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace Sabos.Testbed;

/// <summary>A client of QEMU's machine protocol (QMP): JSON lines over a socket.</summary>
public sealed class QemuMonitor : IDisposable
{
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;
    private readonly List<string> _events = [];

    private QemuMonitor(Socket socket)
    {
        NetworkStream stream = new(socket, ownsSocket: true);
        _reader = new StreamReader(stream);
        _writer = new StreamWriter(stream) { AutoFlush = true };
    }

    /// <summary>Accepts QEMU's connection and leaves the negotiation of capabilities behind.</summary>
    public static async Task<QemuMonitor> AcceptAsync(Socket listener, CancellationToken cancellation)
    {
        QemuMonitor monitor = new(await listener.AcceptAsync(cancellation));
        try
        {
            await monitor._reader.ReadLineAsync(cancellation); // the greeting
            await monitor.ExecuteAsync("qmp_capabilities", null, cancellation);
            return monitor;
        }
        catch
        {
            monitor.Dispose();
            throw;
        }
    }

    /// <summary>Executes a command and returns what it returns.</summary>
    /// <exception cref="IOException">QEMU answered with an error, or is gone.</exception>
    public async Task<JsonNode> ExecuteAsync(string command, JsonObject? arguments, CancellationToken cancellation)
    {
        JsonObject request = new() { ["execute"] = command };
        if (arguments is not null)
            request["arguments"] = arguments;
        await _writer.WriteLineAsync(request.ToJsonString().AsMemory(), cancellation);
        while (true)
        {
            JsonObject answer = await ReadAsync(cancellation);
            if (answer.TryGetPropertyValue("return", out JsonNode? result))
                return result!;
            if (answer.TryGetPropertyValue("error", out JsonNode? error))
                throw new IOException($"{command}: {error!.ToJsonString(JsonSerializerOptions.Default)}");
        }
    }

    /// <summary>Waits for an event, if it has not come already since the last one of this name was waited for.</summary>
    public async Task WaitForEventAsync(string name, CancellationToken cancellation)
    {
        while (!_events.Remove(name))
            await ReadAsync(cancellation);
    }

    private async Task<JsonObject> ReadAsync(CancellationToken cancellation)
    {
        string line = await _reader.ReadLineAsync(cancellation) ?? throw new EndOfStreamException("QEMU closed its monitor");
        JsonObject message = JsonNode.Parse(line)!.AsObject();
        if (message.TryGetPropertyValue("event", out JsonNode? name))
            _events.Add(name!.GetValue<string>());
        return message;
    }

    /// <summary>Executes a command of the human monitor and returns what it prints.</summary>
    public async Task<string> ExecuteHumanAsync(string commandLine, CancellationToken cancellation)
    {
        JsonNode text = await ExecuteAsync("human-monitor-command", new JsonObject { ["command-line"] = commandLine }, cancellation);
        return text.GetValue<string>();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
    }
}
