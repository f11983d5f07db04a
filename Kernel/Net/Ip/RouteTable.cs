using System;
using System.Collections.Generic;

namespace Sabos.Net;

/// <summary>Routes, looked up by longest prefix.</summary>
public sealed class RouteTable
{
    internal RouteTable()
    {
    }

    public IReadOnlyList<Route> Routes => throw new NotImplementedException();

    public void Add(Route route) => throw new NotImplementedException();

    public bool Remove(Route route) => throw new NotImplementedException();
}
