namespace Sabos.Net;

/// <summary>What a report says of a group: the same numbers in IGMPv3 (RFC 3376 4.2.12) and MLDv2 (RFC 3810 5.2.12).</summary>
public enum GroupRecordType : byte
{
    ModeIsInclude = 1,
    ModeIsExclude = 2,
    ChangeToInclude = 3,
    ChangeToExclude = 4,
    AllowNewSources = 5,
    BlockOldSources = 6,
}
