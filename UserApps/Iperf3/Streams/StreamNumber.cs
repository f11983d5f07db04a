namespace Sabos.Iperf3.Streams;

/// <summary>The number by which both sides know a stream.</summary>
internal static class StreamNumber
{
    /// <summary>That of the first, second, ... stream from 0: iperf3 has always left out the 2.</summary>
    public static int Of(int index) => index == 0 ? 1 : index + 2;
}
