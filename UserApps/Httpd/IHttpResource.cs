namespace Sabos.Httpd;

/// <summary>Something that GET and HEAD can ask for.</summary>
public interface IHttpResource
{
    /// <summary>The path it answers to, beginning with a slash, in ASCII.</summary>
    string Path { get; }

    /// <summary>Its present state. Called on every request, from several threads: what is expensive is kept and renewed by age.</summary>
    Representation Current { get; }
}
