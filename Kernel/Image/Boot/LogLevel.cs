namespace Sabos.Image;

/// <summary>How much the kernel says on the console (the word <c>loglevel=</c>).</summary>
internal enum LogLevel
{
    /// <summary>Only what the boot contract demands, and what is wrong.</summary>
    Warning,

    /// <summary>Also what the machine has and how the network is configured.</summary>
    Information,

    /// <summary>Also every decision of the drivers.</summary>
    Debug,
}
