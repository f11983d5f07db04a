using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Sabos.Httpd;
using Xunit;

namespace Sabos.Apps.Tests.Httpd;

public sealed class SystemSiteTests
{
    private static SystemFacts Facts { get; } = new()
    {
        HostName = "<a\"b\\>",
        Version = "1.2",
        Framework = ".NET",
        Now = ManualTimeProvider.Start,
        Uptime = new TimeSpan(1, 2, 3, 4),
        AvailableMemory = 64 << 20,
        HeapSize = 3 << 19,
        AllocatedBytes = 5 << 20,
        Collections = 7,
        Threads = 8,
        TcpConnections = 9,
        TcpListeners = 10,
        Addresses = [("eth0", "10.0.2.15/24"), ("lo", "127.0.0.1/8")],
    };

    [Fact]
    public void Render_Json_IsWellFormedAndComplete()
    {
        using JsonDocument json = JsonDocument.Parse(SystemJson.Render(Facts));
        JsonElement root = json.RootElement;

        Assert.Equal("<a\"b\\>", root.GetProperty("host").GetString());
        Assert.Equal(93784, root.GetProperty("uptimeSeconds").GetDouble());
        Assert.Equal(64 << 20, root.GetProperty("memory").GetProperty("available").GetInt64());
        Assert.Equal(10, root.GetProperty("tcp").GetProperty("listeners").GetInt32());
        Assert.Equal(["10.0.2.15/24", "127.0.0.1/8"], root.GetProperty("addresses").EnumerateArray().Select(each => each.GetProperty("address").GetString()));
    }

    [Fact]
    public void Render_Page_EscapesWhatItShows()
    {
        string page = SystemPage.Render(Facts);

        Assert.Contains("&lt;a&quot;b\\&gt;", page, StringComparison.Ordinal);
        Assert.Contains("1 d 02:03:04", page, StringComparison.Ordinal);
        Assert.Contains("1.5 MiB on the heap of 64.0 MiB available", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<a\"b", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OneKibibytePage_IsThat()
    {
        IReadOnlyList<IHttpResource> site = SystemSite.Create(new ManualTimeProvider());

        Assert.Equal(1024, site.Single(each => each.Path == "/1k").Current.Body.Length);
    }

    [Fact]
    public void Current_AgedResource_IsRenderedOnceASecond()
    {
        ManualTimeProvider time = new();
        int rendered = 0;
        AgedResource resource = new("/", "text/plain", time, () => $"{++rendered}");

        Assert.Equal("1", Body(resource));
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal("1", Body(resource));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("2", Body(resource));
    }

    private static string Body(AgedResource resource) => Encoding.UTF8.GetString(resource.Current.Body.Span);
}
