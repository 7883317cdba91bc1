import * as React from 'react';

const { createElement } = React;

/** What every piece of markup becomes in a bundle (see `webpack.config.js`). */
export { createElement };
