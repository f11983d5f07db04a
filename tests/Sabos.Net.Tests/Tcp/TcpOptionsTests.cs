using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Sabos.Net.Tests;

public sealed class TcpOptionsTests
{
    [Fact]
    public void Read_AnyBytes_NeverThrows() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            TcpOptions options = TcpOptionsReader.Read(bytes);
            return options.SackCount <= SackBlocks.Capacity;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_AnyBytesAfterAnOptionsKind_NeverThrows() =>
        Prop.ForAll<byte, byte, byte[]>((kind, length, rest) =>
        {
            TcpOptionsReader.Read([(byte)(kind % 9), (byte)(length % 45), .. rest]);
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_AnyBytes_KeepsPayloadAndOptionsInside() =>
        Prop.ForAll<byte[]>(bytes =>
            !TcpSegment.TryParse(bytes, out TcpSegment segment) || TcpHeader.Size + segment.Options.Length + segment.Payload.Length == bytes.Length)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Write_ThenRead_IsTheIdentity() =>
        Prop.ForAll<(ushort?, byte?, bool), (bool, uint, uint), uint[]>((handshake, timestamps, edges) =>
        {
            TcpOptions written = new()
            {
                MaximumSegmentSize = handshake.Item1,
                WindowScale = handshake.Item2 is byte shift ? (byte)(shift % 15) : null,
                SackPermitted = handshake.Item3,
                Timestamps = timestamps.Item1 ? new TcpTimestamps(timestamps.Item2, timestamps.Item3) : null,
            };
            foreach (uint edge in edges.Take(3))
            {
                written.AddSackBlock(new SackBlock(new SequenceNumber(edge), new SequenceNumber(edge + 9)));
            }

            byte[] bytes = new byte[written.Length];
            TcpOptionsWriter.Write(written, bytes);
            TcpOptions read = TcpOptionsReader.Read(bytes);
            return bytes.Length % 4 == 0
                && read.MaximumSegmentSize == written.MaximumSegmentSize
                && read.WindowScale == written.WindowScale
                && read.SackPermitted == written.SackPermitted
                && read.Timestamps == written.Timestamps
                && Enumerable.Range(0, SackBlocks.Capacity).All(i => read.GetSackBlock(i) == written.GetSackBlock(i));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(new byte[] { 2, 4, 5, 0xB4 }, 1460)]
    [InlineData(new byte[] { 1, 1, 2, 4, 5, 0xB4 }, 1460)]
    [InlineData(new byte[] { 254, 6, 1, 2, 3, 4, 2, 4, 5, 0xB4 }, 1460)]
    [InlineData(new byte[] { 2, 3, 5, 2, 4, 5, 0xB4 }, 1460)]
    [InlineData(new byte[] { 0, 2, 4, 5, 0xB4 }, null)]
    [InlineData(new byte[] { 254, 0, 2, 4, 5, 0xB4 }, null)]
    [InlineData(new byte[] { 254, 1, 2, 4, 5, 0xB4 }, null)]
    [InlineData(new byte[] { 2, 4, 5 }, null)]
    [InlineData(new byte[] { 2 }, null)]
    public void Read_Odd_TakesWhatIsRight(byte[] bytes, int? maximumSegmentSize) =>
        Assert.Equal(maximumSegmentSize, TcpOptionsReader.Read(bytes).MaximumSegmentSize);

    [Fact]
    public void Read_Repeated_TakesTheLast() => Assert.Equal((ushort?)256, TcpOptionsReader.Read([2, 4, 5, 0xB4, 2, 4, 1, 0]).MaximumSegmentSize);

    [Theory]
    [InlineData(new byte[] { 5, 2 }, 0)]
    [InlineData(new byte[] { 5, 9, 0, 0, 0, 1, 0, 0, 0 }, 0)]
    [InlineData(new byte[] { 5, 10, 0, 0, 0, 1, 0, 0, 0, 2 }, 1)]
    [InlineData(new byte[] { 5, 10, 0, 0, 0, 1, 0, 0, 0 }, 0)]
    public void Read_SackOfOddLength_IsSkipped(byte[] bytes, int blocks) => Assert.Equal(blocks, TcpOptionsReader.Read(bytes).SackCount);

    [Theory]
    [InlineData(new byte[] { 3, 4, 1, 1 })]
    [InlineData(new byte[] { 4, 3, 1 })]
    [InlineData(new byte[] { 8, 9, 0, 0, 0, 1, 0, 0, 0 })]
    public void Read_OtherLengthThanTheKindHas_IsSkipped(byte[] bytes)
    {
        TcpOptions options = TcpOptionsReader.Read(bytes);
        Assert.True(options is { WindowScale: null, SackPermitted: false, Timestamps: null });
    }

    [Fact]
    public void Read_WindowScaleTooLarge_CountsAsFourteen() => Assert.Equal((byte?)14, TcpOptionsReader.Read([3, 3, 200]).WindowScale);

    [Theory]
    [InlineData(19, 0x50)]
    [InlineData(20, 0x40)]
    [InlineData(20, 0x60)]
    [InlineData(0, 0)]
    public void TryParse_HeaderThatIsNotThere_IsRefused(int length, byte dataOffset)
    {
        byte[] bytes = new byte[length];
        if (length > 12)
        {
            bytes[12] = dataOffset;
        }

        Assert.False(TcpSegment.TryParse(bytes, out _));
    }

    [Fact]
    public void Header_WriteThenParse_IsTheIdentity() =>
        Prop.ForAll<(ushort, ushort, uint), (uint, byte, ushort)>((a, b) =>
        {
            var header = new TcpHeader(a.Item1, a.Item2, new SequenceNumber(a.Item3), new SequenceNumber(b.Item1), (TcpFlags)b.Item2, b.Item3);
            byte[] bytes = new byte[TcpHeader.Size];
            header.WriteTo(bytes, 0);
            return TcpSegment.TryParse(bytes, out TcpSegment segment)
                && header == new TcpHeader(
                    segment.SourcePort, segment.DestinationPort, segment.Sequence, segment.Acknowledgment, segment.Flags, segment.Window);
        }).QuickCheckThrowOnFailure();
}
