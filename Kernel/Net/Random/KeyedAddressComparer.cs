using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Hashes addresses with a secret key, for tables that a stranger's packets fill.</summary>
internal sealed class KeyedAddressComparer(SipHash hash) : IEqualityComparer<IpAddress>
{
    public bool Equals(IpAddress x, IpAddress y) => x == y;

    public int GetHashCode(IpAddress obj) => (int)hash.Compute(obj.HighBits, obj.LowBits);
}
