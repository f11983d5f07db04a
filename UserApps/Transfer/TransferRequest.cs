using System.Globalization;
using System.Net;

namespace Sabos.Transfer;

/// <summary>
/// A request's line: <c>stream LENGTH SEED</c> or <c>echo</c>. Before it may stand <c>call ADDRESS:PORT</c>: then what is asked for is done on a
/// connection that the service opens to there.
/// </summary>
/// <param name="Callee">Whom to call; null: the connection of the request is meant.</param>
/// <param name="IsEcho">Whether to echo; otherwise to stream.</param>
/// <param name="Length">How many bytes of the <see cref="KnownStream"/> to send.</param>
/// <param name="Seed">Of that stream.</param>
public sealed record TransferRequest(IPEndPoint? Callee, bool IsEcho, long Length, ulong Seed)
{
    /// <summary>The longest line in bytes, its end not counted.</summary>
    public const int MaximumLength = 200;

    /// <summary>Null: it is none.</summary>
    public static TransferRequest? Parse(string line)
    {
        string[] words = line.TrimEnd('\r').Split(' ');
        if (words is not ["call", string address, .. string[] rest])
            return Parse(null, words);
        return IPEndPoint.TryParse(address, out IPEndPoint? callee) && callee.Port > 0 ? Parse(callee, rest) : null;
    }

    /// <summary>The line, without its end.</summary>
    public override string ToString() =>
        (Callee is null ? "" : $"call {Callee} ") + (IsEcho ? "echo" : string.Create(CultureInfo.InvariantCulture, $"stream {Length} {Seed}"));

    private static TransferRequest? Parse(IPEndPoint? callee, string[] words)
    {
        if (words is ["echo"])
            return new TransferRequest(callee, IsEcho: true, 0, 0);
        return words is ["stream", string length, string seed]
            && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out ulong from)
            ? new TransferRequest(callee, IsEcho: false, bytes, from)
            : null;
    }
}
