using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Sabos.Iperf3.Control;
using Sabos.Iperf3.Streams;

namespace Sabos.Iperf3;

/// <summary>One client's test, from its parameters to the exchange of results.</summary>
internal sealed class TestSession(Socket socket, Iperf3ServerOptions options, TimeProvider time) : IDisposable
{
    // iperf3's own limit for parameters; results take some 200 bytes a stream.
    private const int MaximumParameters = 8 << 10;
    private const int MaximumResults = 256 << 10;

    private readonly ControlChannel _channel = new(socket);
    private volatile bool _isFinishing;
    private byte[] _cookie = [];
    private ITestStreams? _streams;

    /// <summary>Whether nothing is left but the client's goodbye.</summary>
    public bool IsFinishing => _isFinishing;

    /// <summary>Takes over a connection if it is one of the test's streams.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="cookie">What it has shown.</param>
    /// <param name="order">Its place among all connections that were accepted.</param>
    public bool TryAdd(Socket stream, ReadOnlySpan<byte> cookie, long order) =>
        Volatile.Read(ref _streams) is { } streams && cookie.SequenceEqual(_cookie) && streams.TryAdd(stream, order);

    /// <summary>Goes through the test. An <see cref="IOException"/>, a <see cref="SocketException"/> or a cancellation ends it early.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        TestParameters parameters = default;
        ControlError error = ControlError.None;
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        await StepAsync(async step =>
        {
            _cookie = await ControlChannel.ReadCookieAsync(socket, step).ConfigureAwait(false);
            await _channel.SendAsync(ControlState.ParameterExchange, step).ConfigureAwait(false);
            byte[] json = await _channel.ReadJsonAsync(MaximumParameters, step).ConfigureAwait(false);
            error = TestParameters.Parse(json, out parameters);
            if (error != ControlError.None)
            {
                await _channel.SendErrorAsync(error, step).ConfigureAwait(false);
                return;
            }

            Volatile.Write(ref _streams, parameters.Datagrams ? NewUdpStreams(parameters) : new TcpStreams(parameters, time));
            await _channel.SendAsync(ControlState.CreateStreams, step).ConfigureAwait(false);
            await _streams.Complete.WaitAsync(step).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
        if (error == ControlError.None && await TransferAsync(_streams!, parameters, cancellation).ConfigureAwait(false))
            await StepAsync(step => ExchangeResultsAsync(TestResults.Write(_streams!.Stop(), parameters.OutgoingStreams > 0), step), cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _streams?.Dispose();
        socket.Dispose();
    }

    /// <summary>Lets the data flow until the client says that it is over; false if it is over for another reason.</summary>
    private async Task<bool> TransferAsync(ITestStreams streams, TestParameters parameters, CancellationToken cancellation)
    {
        using CancellationTokenSource overtime = new(parameters.Duration == TimeSpan.Zero
            ? Timeout.InfiniteTimeSpan
            : parameters.Duration + parameters.Omitted + options.GracePeriod, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(overtime.Token, cancellation);

        await _channel.SendAsync(ControlState.TestStart, either.Token).ConfigureAwait(false);
        streams.Start();
        await _channel.SendAsync(ControlState.TestRunning, either.Token).ConfigureAwait(false);

        TimeSpan omission = parameters.Omitted == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : parameters.Omitted;
        using ITimer omitted = time.CreateTimer(_ => streams.Omit(), null, omission, Timeout.InfiniteTimeSpan);
        ControlState state = await _channel.ReadStateAsync(either.Token).ConfigureAwait(false);
        if (state is not (ControlState.TestEnd or ControlState.ClientTerminate))
            await _channel.SendErrorAsync(ControlError.UnknownMessage, either.Token).ConfigureAwait(false);
        return state == ControlState.TestEnd;
    }

    private async Task ExchangeResultsAsync(byte[] results, CancellationToken cancellation)
    {
        await _channel.SendAsync(ControlState.ExchangeResults, cancellation).ConfigureAwait(false);
        _ = await _channel.ReadJsonAsync(MaximumResults, cancellation).ConfigureAwait(false); // the client prints its own
        await _channel.SendJsonAsync(results, cancellation).ConfigureAwait(false);
        _isFinishing = true;
        await _channel.SendAsync(ControlState.DisplayResults, cancellation).ConfigureAwait(false);
        _ = await _channel.ReadStateAsync(cancellation).ConfigureAwait(false); // Done
    }

    private UdpStreams NewUdpStreams(TestParameters parameters)
    {
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return new UdpStreams(parameters, new IPEndPoint(options.EndPoint.Address, port), ((IPEndPoint)socket.RemoteEndPoint!).Address, time);
    }

    private async Task StepAsync(Func<CancellationToken, Task> step, CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = new(options.StepTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        await step(either.Token).ConfigureAwait(false);
    }
}
