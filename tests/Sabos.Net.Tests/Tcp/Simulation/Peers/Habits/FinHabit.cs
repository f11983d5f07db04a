namespace Sabos.Net.Tests;

/// <summary>When a peer sends its FIN.</summary>
internal enum FinHabit
{
    AfterData,
    WithData,

    /// <summary>Only when the stack has sent its own.</summary>
    Last,

    /// <summary>Again and again, whatever is acknowledged.</summary>
    Repeated,
    Never,
}
