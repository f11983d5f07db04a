using System.Globalization;
using System.Text;

namespace Sabos.Httpd;

/// <summary>The facts about the running system for programs (RFC 8259). Names and addresses are the only strings in it.</summary>
internal static class SystemJson
{
    public static string Render(SystemFacts facts)
    {
        StringBuilder json = new(512);
        json.Append("{\"host\":");
        AppendString(json, facts.HostName);
        json.Append(",\"version\":");
        AppendString(json, facts.Version);
        json.Append(CultureInfo.InvariantCulture,
            $",\"time\":\"{facts.Now:yyyy-MM-dd'T'HH:mm:ss'Z'}\",\"uptimeSeconds\":{facts.Uptime.TotalSeconds:F3}");
        json.Append(CultureInfo.InvariantCulture,
            $",\"memory\":{{\"available\":{facts.AvailableMemory},\"heap\":{facts.HeapSize},\"allocated\":{facts.AllocatedBytes},\"collections\":{facts.Collections}}}");
        json.Append(CultureInfo.InvariantCulture,
            $",\"threads\":{facts.Threads},\"tcp\":{{\"connections\":{facts.TcpConnections},\"listeners\":{facts.TcpListeners}}},\"addresses\":[");
        for (int i = 0; i < facts.Addresses.Count; i++)
        {
            json.Append(i == 0 ? "" : ",").Append("{\"interface\":");
            AppendString(json, facts.Addresses[i].Interface);
            json.Append(",\"address\":");
            AppendString(json, facts.Addresses[i].Address);
            json.Append('}');
        }

        return json.Append("]}\n").ToString();
    }

    private static void AppendString(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char c in text)
        {
            // RFC 8259, 7: the quotation mark, the reverse solidus and the control characters are escaped.
            if (c is '"' or '\\' || char.IsControl(c))
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                json.Append(c);
        }

        json.Append('"');
    }
}
