namespace Sabos.Net;

/// <summary>Which router told of which prefix.</summary>
internal interface IAdvertisedPrefixes
{
    bool IsAdvertisedBy(IpPrefix prefix, IpAddress router);
}
