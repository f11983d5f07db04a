using System.Collections.Generic;
using System.Text;
using Sabos.Httpd;
using Sabos.Net;
using Sabos.Sockets;

namespace Sabos.Image;

/// <summary>What an interface's capture has kept until now, as a pcap file; 404 before the first capture.</summary>
internal sealed class CaptureResource(NetworkLoop loop, NetworkInterface source) : IHttpResource
{
    private static readonly Representation s_none = new(
        HttpStatus.NotFound, "text/plain; charset=utf-8", Encoding.ASCII.GetBytes("Nothing was captured. The shell's 'capture start' begins.\n"));

    public string Path { get; } = PathOf(source);

    public Representation Current
    {
        get
        {
            byte[] file;
            using (loop.Enter())
            {
                if (source.Capture is not { } capture)
                    return s_none;
                file = new byte[capture.FileLength];
                capture.WriteFile(file);
            }

            return new Representation(HttpStatus.Ok, "application/vnd.tcpdump.pcap", file, "Cache-Control: no-store\r\n");
        }
    }

    /// <summary>One for each interface there is.</summary>
    public static List<CaptureResource> ForAll(NetworkLoop loop)
    {
        List<CaptureResource> all = [];
        foreach (NetworkInterface each in loop.Stack.Interfaces)
            all.Add(new CaptureResource(loop, each));
        return all;
    }

    public static string PathOf(NetworkInterface source) => $"/capture/{source.Name}.pcap";
}
