using System.Globalization;
using System.Text;

namespace Sabos.Iperf3.Control;

/// <summary>The results as JSON, with every member that the client insists on.</summary>
internal static class TestResults
{
    /// <summary>Writes the results.</summary>
    /// <param name="streams">One for each stream.</param>
    /// <param name="sends">Whether the server sends on any of them.</param>
    public static byte[] Write(StreamResult[] streams, bool sends)
    {
        StringBuilder json = new();
        // A program cannot learn here how busy the processor was, nor what TCP sent again: -1 is iperf3's word for that, 0 that of a sender.
        json.Append(CultureInfo.InvariantCulture,
            $"{{\"cpu_util_total\":0,\"cpu_util_user\":0,\"cpu_util_system\":0,\"sender_has_retransmits\":{(sends ? 0 : -1)},\"streams\":[");
        for (int i = 0; i < streams.Length; i++)
            Append(json.Append(i == 0 ? "" : ","), streams[i]);

        return Encoding.ASCII.GetBytes(json.Append("]}").ToString());
    }

    private static void Append(StringBuilder json, in StreamResult stream)
    {
        json.Append(CultureInfo.InvariantCulture,
            $"{{\"id\":{stream.Id},\"bytes\":{stream.Bytes},\"retransmits\":-1,\"jitter\":{stream.Jitter:F9},\"errors\":{stream.Lost},");
        json.Append(CultureInfo.InvariantCulture,
            $"\"omitted_errors\":{stream.OmittedLost},\"packets\":{stream.Packets},\"omitted_packets\":{stream.OmittedPackets},");
        json.Append(CultureInfo.InvariantCulture, $"\"start_time\":0,\"end_time\":{stream.Elapsed.TotalSeconds:F6}}}");
    }
}
