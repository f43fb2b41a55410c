//! Key IDs in manifests, playlists, segments and the data of DRM systems.

mod drm;
mod samples;
