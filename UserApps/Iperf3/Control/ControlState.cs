namespace Sabos.Iperf3.Control;

/// <summary>The one-byte messages of the control connection.</summary>
internal enum ControlState : sbyte
{
    /// <summary>The server's: something is wrong; two 32-bit numbers follow, a <see cref="ControlError"/> and an errno.</summary>
    ServerError = -2,

    /// <summary>The server's: another test is running.</summary>
    AccessDenied = -1,

    /// <summary>The server's: the streams are there.</summary>
    TestStart = 1,

    /// <summary>The server's: data flows from now on.</summary>
    TestRunning = 2,

    /// <summary>The client's: data flows no more.</summary>
    TestEnd = 4,

    /// <summary>The server's: send your parameters.</summary>
    ParameterExchange = 9,

    /// <summary>The server's: connect your streams.</summary>
    CreateStreams = 10,

    /// <summary>The server's: it is going away.</summary>
    ServerTerminate = 11,

    /// <summary>The client's: the user has interrupted it.</summary>
    ClientTerminate = 12,

    /// <summary>The server's: send your results, then take mine.</summary>
    ExchangeResults = 13,

    /// <summary>The server's: that was all.</summary>
    DisplayResults = 14,

    /// <summary>The client's: goodbye.</summary>
    Done = 16,
}
