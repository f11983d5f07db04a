using Sabos.Testbed;

namespace Sabos.Bench;

/// <summary>A system to measure.</summary>
/// <param name="Name">How the tables call it.</param>
/// <param name="Description">Which one it is.</param>
/// <param name="Machine">The machine that boots it, but for memory and deadline, which are the same for all.</param>
/// <param name="ReadyLine">What its console shows when it can be measured.</param>
/// <param name="ListensAnew">Its iperf3 server closes its port between two transfers; when it is open again, the console shows the line again.</param>
internal sealed record Guest(string Name, string Description, MachineOptions Machine, string ReadyLine, bool ListensAnew);
