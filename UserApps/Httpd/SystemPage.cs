using System;
using System.Globalization;
using System.Net;
using System.Text;

namespace Sabos.Httpd;

/// <summary>The page about the running system.</summary>
internal static class SystemPage
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#223}" +
        "h1{margin-bottom:0}p{color:#667;margin-top:.2rem}table{border-collapse:collapse;width:100%}" +
        "th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid #dde}th{font-weight:600;width:11rem}a{color:#246}";

    public static string Render(SystemFacts facts)
    {
        StringBuilder page = new(2048);
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Sabos on ")
            .Append(WebUtility.HtmlEncode(facts.HostName)).Append("</title><style>").Append(Style).Append("</style></head>\n<body><h1>Sabos</h1>\n")
            .Append("<p>A unikernel in C#, from the network card to this page.</p>\n<table>\n");
        Row(page, "Host", facts.HostName);
        foreach ((string name, string address) in facts.Addresses)
            Row(page, name, address);
        Row(page, "Up for", Duration(facts.Uptime));
        Row(page, "Time", facts.Now.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        Row(page, "Memory", $"{Mebibytes(facts.HeapSize)} on the heap of {Mebibytes(facts.AvailableMemory)} available");
        Row(page, "Allocated", string.Create(CultureInfo.InvariantCulture, $"{Mebibytes(facts.AllocatedBytes)} in all, {facts.Collections} collections"));
        Row(page, "Threads", facts.Threads.ToString(CultureInfo.InvariantCulture));
        Row(page, "TCP", string.Create(CultureInfo.InvariantCulture, $"{facts.TcpConnections} connections, {facts.TcpListeners} listeners"));
        Row(page, "Build", $"Sabos {facts.Version}, {facts.Framework}");
        page.Append("</table>\n<p>The same <a href=\"/status.json\">as JSON</a>.</p>\n</body></html>\n");
        return page.ToString();
    }

    private static void Row(StringBuilder page, string name, string value) =>
        page.Append("<tr><th>").Append(WebUtility.HtmlEncode(name)).Append("</th><td>").Append(WebUtility.HtmlEncode(value)).Append("</td></tr>\n");

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:F1} MiB");

    private static string Duration(TimeSpan time) => time.Days > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time:hh\\:mm\\:ss}")
        : time.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);
}
