using System;

namespace Sabos.Net.Simulation;

/// <summary>A frame in a pcap file.</summary>
/// <param name="Time">Since 1970.</param>
/// <param name="Bytes">As much of it as was kept.</param>
/// <param name="Length">Bytes that it had.</param>
public sealed record PcapRecord(TimeSpan Time, ReadOnlyMemory<byte> Bytes, int Length);
