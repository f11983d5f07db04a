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
        {
            json.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture,
                $"{{\"id\":{streams[i].Id},\"bytes\":{streams[i].Bytes},\"retransmits\":-1,\"jitter\":0,\"errors\":0,\"packets\":0,");
            json.Append(CultureInfo.InvariantCulture, $"\"start_time\":0,\"end_time\":{streams[i].Elapsed.TotalSeconds:F6}}}");
        }

        return Encoding.ASCII.GetBytes(json.Append("]}").ToString());
    }
}
