using System;
using System.Net.Sockets;
using System.Threading.Tasks;
using Sabos.Iperf3.Control;

namespace Sabos.Iperf3.Streams;

/// <summary>The streams of one test.</summary>
internal interface ITestStreams : IDisposable
{
    /// <summary>Ends when as many streams have come as the client asked for.</summary>
    Task Complete { get; }

    /// <summary>Takes over a connection as a stream; false if it is not wanted.</summary>
    /// <param name="socket">One that has shown the test's cookie.</param>
    /// <param name="order">Its place among all connections that were accepted.</param>
    bool TryAdd(Socket socket, long order);

    /// <summary>Lets the data flow on all streams.</summary>
    void Start();

    /// <summary>What counts begins now.</summary>
    void Omit();

    /// <summary>Ends the transfers and tells what they brought.</summary>
    StreamResult[] Stop();
}
