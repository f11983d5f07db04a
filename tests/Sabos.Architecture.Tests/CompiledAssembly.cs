using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sabos.Architecture.Tests;

/// <summary>What an assembly's metadata tells, read without loading it.</summary>
internal sealed class CompiledAssembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public CompiledAssembly(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
    }

    /// <summary>Simple names of the assemblies it refers to.</summary>
    public IEnumerable<string> References =>
        _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name));

    /// <summary>Full names of the foreign types it refers to.</summary>
    public IEnumerable<string> ForeignTypes =>
        _metadata.TypeReferences.Select(handle => FullName(_metadata.GetTypeReference(handle)));

    /// <summary>Foreign members as Namespace.Type.Member; a property shows as its accessor, get_Name.</summary>
    public IEnumerable<string> ForeignMembers =>
        from handle in _metadata.MemberReferences
        let member = _metadata.GetMemberReference(handle)
        where member.Parent.Kind == HandleKind.TypeReference
        select $"{FullName(_metadata.GetTypeReference((TypeReferenceHandle)member.Parent))}.{_metadata.GetString(member.Name)}";

    /// <summary>Whether it was compiled with unsafe code allowed: the compiler then marks the module UnverifiableCode.</summary>
    public bool AllowsUnsafeCode => ForeignTypes.Contains("System.Security.UnverifiableCodeAttribute");

    public void Dispose() => _file.Dispose();

    private string FullName(TypeReference type) => $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
}
