using System;
using System.Collections.Generic;
using System.Text;

namespace Sabos.Httpd;

/// <summary>What the image serves: the page about the running system, the same as JSON, and a page of 1 KiB to measure with.</summary>
public static class SystemSite
{
    /// <summary>Makes the resources <c>/</c>, <c>/status.json</c> and <c>/1k</c>.</summary>
    public static IReadOnlyList<IHttpResource> Create(TimeProvider time) =>
    [
        new AgedResource("/", "text/html; charset=utf-8", time, () => SystemPage.Render(SystemFacts.Read(time))),
        new AgedResource("/status.json", "application/json", time, () => SystemJson.Render(SystemFacts.Read(time))),
        new StaticResource("/1k", "text/plain; charset=utf-8", OneKibibyte()),
    ];

    private static byte[] OneKibibyte()
    {
        const string Line = "Sabos serves this page of 1,024 bytes from memory; measure it.\n\n";
        StringBuilder text = new(1024);
        while (text.Length < 1024)
            text.Append(Line);
        return Encoding.ASCII.GetBytes(text.ToString(0, 1024));
    }
}
