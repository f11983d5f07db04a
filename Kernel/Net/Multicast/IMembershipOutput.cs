using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Sends what a host tells the multicast routers of its link: IGMP or MLD.</summary>
internal interface IMembershipOutput
{
    /// <summary>Sends reports of IGMPv3 or MLDv2, as many as the records need.</summary>
    void SendRecords(IReadOnlyList<GroupRecord> records);

    /// <summary>Sends a report of an older version.</summary>
    void SendReport(IpAddress group, MembershipVersion version);

    /// <summary>Sends a leave message of IGMPv2, or a done message of MLDv1.</summary>
    void SendLeave(IpAddress group);
}
