using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Sabos.Shell.Commands;

/// <summary><c>http</c>: gets a page and shows what came, head and all.</summary>
internal sealed class HttpCommand : ICommand
{
    private const int ShownLimit = 32 * 1024;

    public string Name => "http";

    public string Usage => "URL";

    public string Summary => "get a page over HTTP";

    public async Task RunAsync(CommandContext context)
    {
        if (context.Arguments.Count != 1)
            throw new UsageException();
        string text = context.Arguments[0].Contains("://", StringComparison.Ordinal) ? context.Arguments[0] : $"http://{context.Arguments[0]}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttp)
            throw new UsageException("not an http URL");

        IPAddress[] addresses = await HostName.ResolveAsync(url.DnsSafeHost, AddressFamily.Unspecified, context.Cancellation).ConfigureAwait(false);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(addresses, url.Port, context.Cancellation).ConfigureAwait(false);
        byte[] request = Encoding.ASCII.GetBytes(
            $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nUser-Agent: sabos\r\nAccept: */*\r\nConnection: close\r\n\r\n");
        using NetworkStream stream = new(socket);
        await stream.WriteAsync(request, context.Cancellation).ConfigureAwait(false);
        await ShowAsync(stream, context).ConfigureAwait(false);
    }

    private static async Task ShowAsync(NetworkStream stream, CommandContext context)
    {
        byte[] buffer = new byte[4096];
        char[] characters = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        Decoder decoder = Encoding.UTF8.GetDecoder();
        int total = 0;
        int length;
        while ((length = await stream.ReadAsync(buffer, context.Cancellation).ConfigureAwait(false)) > 0)
        {
            int shown = Math.Min(length, ShownLimit - total);
            total += length;
            ShowText(characters.AsSpan(0, decoder.GetChars(buffer.AsSpan(0, Math.Max(0, shown)), characters, flush: false)), context.Output);
            await context.Output.FlushAsync(context.Cancellation).ConfigureAwait(false);
        }

        context.Output.WriteLine();
        if (total > ShownLimit)
            context.Output.WriteLine($"({Quantity.Bytes(total - ShownLimit)} more not shown)");
    }

    // A page's control characters are not the terminal's.
    private static void ShowText(ReadOnlySpan<char> text, TextWriter output)
    {
        foreach (char c in text)
        {
            if (c is '\n' or '\t' || !char.IsControl(c))
                output.Write(c);
        }
    }
}
