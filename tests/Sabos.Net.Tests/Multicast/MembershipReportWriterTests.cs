using Xunit;

namespace Sabos.Net.Tests;

/// <summary>Reports of IGMPv3 and MLDv2, filled up to the last byte: who asks for sources decides how long they are.</summary>
public sealed class MembershipReportWriterTests
{
    private static readonly IpAddress s_group = LearningLink.Parse("ff02::fb");

    // RFC 3810 5.2: a record is 20 bytes and 16 for each source, behind the header's 4.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(19)]
    public void TryAdd_LessThanARecordIsLeft_IsForTheNextReport(int left)
    {
        MembershipReportWriter writer = new(4 + 36 + left);
        writer.Clear();
        Assert.True(writer.TryAdd(new GroupRecord(GroupRecordType.ModeIsInclude, s_group, [LearningLink.Parse("fe80::1")])));
        Assert.False(writer.TryAdd(new GroupRecord(GroupRecordType.ModeIsExclude, s_group, [])));
        Assert.Equal(40, writer.Body.Length);
    }

    [Fact]
    public void TryAdd_ExactlyARecordIsLeft_Fills()
    {
        MembershipReportWriter writer = new(4 + 20 + 20);
        writer.Clear();
        Assert.True(writer.TryAdd(new GroupRecord(GroupRecordType.ModeIsExclude, s_group, [])));
        Assert.True(writer.TryAdd(new GroupRecord(GroupRecordType.ModeIsExclude, s_group, [])));
        Assert.Equal(44, writer.Body.Length);
        Assert.Equal(2, writer.Body[3]);
    }

    // RFC 3376 4.2.16.
    [Fact]
    public void TryAdd_MoreSourcesThanAReportHolds_TheFirstAreWritten()
    {
        MembershipReportWriter writer = new(4 + 20 + 16 + 15);
        writer.Clear();
        IpAddress[] sources = [LearningLink.Parse("fe80::1"), LearningLink.Parse("fe80::2")];
        Assert.True(writer.TryAdd(new GroupRecord(GroupRecordType.ModeIsInclude, s_group, sources)));
        Assert.Equal(40, writer.Body.Length);
    }
}
