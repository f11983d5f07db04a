using System;

namespace Sabos.Iperf3.Control;

/// <summary>What became of one stream on our side.</summary>
/// <param name="Id">Both sides' number of the stream.</param>
/// <param name="Bytes">Sent or received, those of the omitted time left out.</param>
/// <param name="Elapsed">The time they took.</param>
internal readonly record struct StreamResult(int Id, long Bytes, TimeSpan Elapsed);
